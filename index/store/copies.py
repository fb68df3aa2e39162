"""The copy graph: candidates by shared bands, edges between live documents, clusters as its connected components."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy import Connection, func, or_, select

from index.store.documents import NewVersion
from index.store.tables import bands, copies, documents
from index.store.values import chunks


def candidates(connection: Connection, new: NewVersion) -> list[tuple[str, bytes]]:
    """Other live documents of the collection that share enough bands to be worth comparing, with fingerprints.

    Enough is an eighth of the smaller one's bands: bands are a sample of a text's shingles, so copies, which share
    half of the shingles, share about half of the bands.
    """
    shared: dict[int, int] = {}
    for some in chunks([_signed(b) for b in new.bands]):
        query = select(bands.c.document_number, func.count()).where(bands.c.band.in_(some))
        for number, count in connection.execute(query.group_by(bands.c.document_number)):
            shared[number] = shared.get(number, 0) + count
    found = []
    for some in chunks(list(shared)):
        query = select(documents).where(
            documents.c.number.in_(some),
            documents.c.collection == new.collection,
            documents.c.version_number.is_not(None),
            documents.c.document_id != new.source.document_id,
        )
        for row in connection.execute(query):
            if 8 * shared[row.number] >= min(len(new.bands), row.band_count):
                found.append((row.document_id, row.fingerprint))
    return found


def link(
    connection: Connection,
    document_id: str,
    new_bands: Sequence[int],
    edges: Mapping[str, float],
    method: str,
) -> None:
    """Replaces a document's bands and edges (other document id → containment), and settles the clusters touched.

    A hidden document is linked to nothing, with no bands and no edges.
    """
    ids = [document_id, *edges]
    rows = [
        r
        for some in chunks(ids)
        for r in connection.execute(select(documents).where(documents.c.document_id.in_(some)))
    ]
    numbers = {row.document_id: row.number for row in rows}
    own = numbers[document_id]
    connection.execute(sa.delete(bands).where(bands.c.document_number == own))
    connection.execute(sa.delete(copies).where(or_(copies.c.first == own, copies.c.second == own)))
    if new_bands:
        values = sorted({_signed(b) for b in new_bands})
        connection.execute(sa.insert(bands), [{"band": b, "document_number": own} for b in values])
    if edges:
        connection.execute(
            sa.insert(copies),
            [
                {
                    "first": min(own, numbers[other]),
                    "second": max(own, numbers[other]),
                    "containment": containment,
                    "method": method,
                }
                for other, containment in edges.items()
            ],
        )
    _settle_clusters(connection, sorted({row.story_cluster for row in rows}))


def _settle_clusters(connection: Connection, clusters: Sequence[str]) -> None:
    """Gives every member of these clusters the smallest live document id of its connected component."""
    members = [
        row
        for some in chunks(clusters)
        for row in connection.execute(select(documents).where(documents.c.story_cluster.in_(some)))
    ]
    neighbours: dict[int, set[int]] = {row.number: set() for row in members}
    for some in chunks(list(neighbours)):
        for edge in connection.execute(select(copies).where(copies.c.first.in_(some))):
            neighbours[edge.first].add(edge.second)
            neighbours[edge.second].add(edge.first)
    ids = {row.number: row.document_id for row in members}
    smallest: dict[int, str] = {}
    for number in sorted(ids, key=ids.__getitem__):  # the first to reach a component names it
        reach = [number]
        while reach:
            here = reach.pop()
            if here not in smallest:
                smallest[here] = ids[number]
                reach.extend(neighbours[here])
    for row in members:
        if row.story_cluster != smallest[row.number]:
            connection.execute(
                sa.update(documents).where(documents.c.number == row.number).values(story_cluster=smallest[row.number])
            )


def _signed(number: int) -> int:
    """The 64-bit number as SQLite stores integers, with a sign."""
    number %= 2**64
    return number - 2**64 if number >= 2**63 else number
