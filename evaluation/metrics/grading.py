"""What a person's grades say of a run, and whether the metrics agree with them. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from evaluation.metrics.asked import PerQuestion

VERDICTS = ("right", "partly", "wrong")

AGREES_WITH = {"graded_agrees_key_facts": "key_facts", "graded_agrees_citations": "citation_recall"}
"""Where both the grade is right and the metric is 1, or neither, they agree."""


def per_question(verdicts: Mapping[str, str], known: PerQuestion) -> PerQuestion:
    """Every grade metric of the graded questions; ``known`` are the run's own values.

    >>> found = per_question({"a": "right", "b": "partly"}, {"key_facts": {"a": 1.0, "b": 1.0}})
    >>> found["graded_right"], found["graded_agrees_key_facts"], found["graded_agrees_citations"]
    ({'a': 1.0, 'b': 0.0}, {'a': 1.0, 'b': 0.0}, {})
    """
    shares = {f"graded_{name}": {id_: float(verdict == name) for id_, verdict in verdicts.items()} for name in VERDICTS}
    agreements = {
        metric: {
            id_: float((verdict == "right") == (known[of][id_] >= 1))
            for id_, verdict in verdicts.items()
            if id_ in known.get(of, {})
        }
        for metric, of in AGREES_WITH.items()
    }
    return {**shares, **agreements}
