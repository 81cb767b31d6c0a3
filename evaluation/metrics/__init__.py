"""From questions and results to figures: pure functions, each with its formula and where it comes from.

``retrieval``, ``citations``, ``abstention``, ``answers`` and ``speed`` give every question its values; ``bootstrap``
says how sure a figure over many questions is; ``summary`` puts them together and describes them.
"""
