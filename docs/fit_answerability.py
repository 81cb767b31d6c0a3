"""Fits the weights of ``retrieval.answerability`` and says how far they hold for other questions.

    python -m docs.fit_answerability --fit LIBRARY=QUESTIONS … [--report LIBRARY=QUESTIONS …]

A logistic regression with both classes weighing the same. Printed: the weights to put into the code, the area under
the ROC curve on the questions fitted on (cross-validated) and on the others, and the threshold below which one in
twenty of the answerable questions fitted on falls, with what it refuses.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import asdict, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from evaluation.questions import read_questions
from ingest.embedding import Embedder, load_embedder
from ingest.library import Library
from retrieval.answer import found_passages
from retrieval.answerability import Signals, signals_of
from retrieval.conversation import standalone
from retrieval.search import PassageSearch
from settings import load_settings

REGULARISATION = 0.3
ROUNDS = 5
REFUSED = 0.05
"""Share of the answerable questions that may be refused."""

NAMES = [field.name for field in fields(Signals)]
Matrix = NDArray[np.float64]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m docs.fit_answerability")
    parser.add_argument("--fit", nargs="+", required=True, metavar="LIBRARY=QUESTIONS")
    parser.add_argument("--report", nargs="*", default=[], metavar="LIBRARY=QUESTIONS")
    options = parser.parse_args()
    settings = load_settings()
    embedder = load_embedder(settings.embedding_model, settings.models)
    signals, answerable = _all_signals(options.fit, embedder)
    model = make_pipeline(
        StandardScaler(), LogisticRegression(C=REGULARISATION, class_weight="balanced", max_iter=5000)
    )
    rounds = [_held_out(model, signals, answerable, seed) for seed in range(ROUNDS)]
    threshold = float(np.mean([np.quantile(scores[answerable], REFUSED) for scores in rounds]))
    model.fit(signals, answerable)
    _print_weights(model)
    print(f"threshold: {threshold:.2f}")
    everything = np.tile(answerable, ROUNDS)
    _print_line(f"fitted on, cross-validated {ROUNDS} times", np.concatenate(rounds), everything, threshold)
    for each in options.report:
        others, known = _all_signals([each], embedder)
        _print_line(each.partition("=")[2], model.predict_proba(others)[:, 1], known, threshold)


def _held_out(model: Pipeline, signals: Matrix, answerable: NDArray[np.bool_], seed: int) -> Matrix:
    """The probability of each question from a fit that has not seen it (tenfold cross-validation)."""
    folds = StratifiedKFold(10, shuffle=True, random_state=seed)
    scores: Matrix = cross_val_predict(model, signals, answerable, cv=folds, method="predict_proba")[:, 1]
    return scores


def _all_signals(sets: Sequence[str], embedder: Embedder) -> tuple[Matrix, NDArray[np.bool_]]:
    """Signals of every question of every set, shape (n, signals), and whether it is answerable."""
    rows, answerable = [], []
    settings = load_settings()
    for each in sets:
        folder, _, file = each.partition("=")
        with Library.read(Path(folder)) as library:
            search = PassageSearch(library, embedder, settings.dense_weight)
            for question in read_questions([Path(file)]):
                asked = search.understand(standalone(question.text, question.turns).text)
                ranking = search.search(asked)
                signals = signals_of(asked.wording, ranking.words, found_passages(ranking))
                rows.append(list(asdict(signals).values()))
                answerable.append(question.answerable)
    return np.array(rows), np.array(answerable)


def _print_weights(model: Pipeline) -> None:
    scaler, regression = (step for _, step in model.steps)
    weights = regression.coef_[0] / scaler.scale_
    print(f"BIAS = {float(regression.intercept_[0] - weights @ scaler.mean_):.3f}")
    for name, weight in zip(NAMES, weights, strict=True):
        print(f"    {name}={weight:.3f},")


def _print_line(name: str, scores: Matrix, answerable: NDArray[np.bool_], threshold: float) -> None:
    refused = scores < threshold
    print(
        f"{name}: {len(scores)} questions, AUROC {roc_auc_score(answerable, scores):.3f}, "
        f"refused {refused[answerable].mean():.1%} of the answerable, {refused[~answerable].mean():.1%} of the others"
    )


if __name__ == "__main__":
    main()
