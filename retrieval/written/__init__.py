"""Answers that a chat model writes, every statement checked against the words that it quotes before it is shown."""
