"""Rows: documents, versions, passages with their vectors, the word index, the copy graph and stored answers.

``tables`` says what there is, ``database`` opens it and hands out transactions; the other modules hold functions whose
first argument is a connection, in whose transaction they run.
"""
