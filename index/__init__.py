"""Documents in, dated passages out.

    file or text ──sources──▶ Submission          one reader a format, metadata as found
    Submission ──cleaning──▶ CleanedText          page furniture gone, offsets back to the raw input kept
    CleanedText ──dates──▶ Published              day, month or interval, and how it was found
    CleanedText ──sentences──▶ spans              one passage a sentence
    spans ──embedding──▶ unit vectors             the one importer of an encoder in this package
    all of it ──store──▶ rows, words, vectors     one transaction; the FAISS file is a cache of it
    query ──search──▶ Hit                         dense and word search fused, filtered by date and revision

Only ``build`` (writing) and ``search`` (reading) compose the stages. Nothing here knows of HTTP, claims or verdicts.
"""
