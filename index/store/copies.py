"""The copy graph: candidates by shared bands, edges between live documents, clusters as its connected components.

Documents with the same words are strung together by single edges, and such a group has one edge to a near copy,
whichever of its members carries it: a thousand identical reprints make a thousand edges, and the components are those
of all pairs.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy import Connection, Row, func, or_, select

from index.store.revisions import keep_state, read_state
from index.store.tables import bands, contents, copies, documents
from index.store.values import chunks

SAME_WORDS = "same words"
"""The method of an edge between two documents with one fingerprint."""

_STATE = "copy_rule"

Compare = Callable[[str, str], "float | None"]
"""Two cleaned texts → the share of the smaller that the larger holds, where they are copies; ``None`` where not."""


def rule_in_use(connection: Connection) -> str | None:
    """The name of the rule that the copies were grouped by; ``None`` where that was before rules had names."""
    return read_state(connection).get(_STATE)


def keep_rule(connection: Connection, rule: str) -> None:
    """Notes the rule that the copies are grouped by."""
    keep_state(connection, {_STATE: rule})


def place(
    connection: Connection, document_id: str, text: str, new_bands: Sequence[int], compare: Compare, rule: str
) -> None:
    """Finds the copies of a document that was just made live, and settles the clusters touched."""
    own = connection.execute(select(documents).where(documents.c.document_id == document_id)).one()
    torn = _take_out(connection, own.number)
    numbers = sorted({_signed(band) for band in new_bands})
    if numbers:
        connection.execute(sa.insert(bands), [{"band": b, "document_number": own.number} for b in numbers])
    edges = _find_edges(connection, own, text, numbers, compare, rule)
    _insert_edges(connection, own.number, edges)
    _settle(connection, own, list(edges), torn)


def take_out(connection: Connection, document_id: str) -> None:
    """Takes a document that was just hidden out of the graph: no bands, no edges, a cluster of its own."""
    own = connection.execute(select(documents).where(documents.c.document_id == document_id)).one()
    _settle(connection, own, (), _take_out(connection, own.number))


def regroup(connection: Connection, compare: Compare, rule: str) -> None:
    """Finds the copies of all live documents again, under another rule than they were grouped by."""
    connection.execute(sa.delete(copies))
    live = documents.c.version_number.is_not(None)
    connection.execute(sa.update(documents).values(story_cluster=documents.c.document_id))
    for number in connection.scalars(select(documents.c.number).where(live).order_by(documents.c.number)).all():
        own = connection.execute(select(documents).where(documents.c.number == number)).one()
        numbers = connection.scalars(select(bands.c.band).where(bands.c.document_number == number)).all()
        text = connection.scalar(select(contents.c.text).where(contents.c.version_number == own.version_number))
        edges = _find_edges(connection, own, text or "", numbers, compare, rule, before=number)
        _insert_edges(connection, number, edges)
        _settle(connection, own, list(edges), torn=False)
    keep_rule(connection, rule)


_Edges = Mapping[int, tuple[float, str]]
"""The other document's number → share and method."""


def _find_edges(
    connection: Connection,
    own: Row[tuple[object, ...]],
    text: str,
    own_bands: Sequence[int],
    compare: Compare,
    rule: str,
    before: int | None = None,
) -> _Edges:
    """One edge to a document with the same words; where there is none, one to each group of near copies.

    ``before`` leaves only documents of smaller numbers to be found.
    """
    others = [
        documents.c.collection == own.collection,
        documents.c.version_number.is_not(None),
        documents.c.number != own.number if before is None else documents.c.number < before,
    ]
    if not own_bands:
        return {}
    same = connection.scalar(
        select(documents.c.number)
        .join(bands, bands.c.document_number == documents.c.number)
        .where(bands.c.band == own_bands[0], documents.c.fingerprint == own.fingerprint, *others)
        .limit(1)
    )
    if same is not None:
        return {same: (1.0, SAME_WORDS)}
    groups: dict[bytes, Row[tuple[object, ...]]] = {}
    for row in _candidates(connection, own_bands, others):
        first = groups.setdefault(row.fingerprint, row)
        if row.document_id < first.document_id:
            groups[row.fingerprint] = row
    edges = {}
    for row in groups.values():
        theirs = connection.scalar(select(contents.c.text).where(contents.c.version_number == row.version_number))
        share = compare(text, theirs or "")
        if share is not None:
            edges[row.number] = (share, rule)
    return edges


def _candidates(
    connection: Connection, own_bands: Sequence[int], others: Sequence[sa.ColumnElement[bool]]
) -> Iterable[Row[tuple[object, ...]]]:
    """Other documents that share enough bands to be worth comparing.

    Enough is a twelfth of the smaller one's bands. Bands are a sample of a text's shingles, of which copies with one
    word in five replaced still share a third.
    """
    shared: dict[int, int] = {}
    for some in chunks(own_bands):
        query = select(bands.c.document_number, func.count()).where(bands.c.band.in_(some))
        for number, count in connection.execute(query.group_by(bands.c.document_number)):
            shared[number] = shared.get(number, 0) + count
    for some in chunks(sorted(shared)):
        for row in connection.execute(select(documents).where(documents.c.number.in_(some), *others)):
            if 12 * shared[row.number] >= min(len(own_bands), row.band_count):
                yield row


def _take_out(connection: Connection, own: int) -> bool:
    """Deletes a document's bands and edges; True where it had edges, so that its cluster may have come apart.

    Where another document has the same words, it takes the edges over, and with them all copies of the group.
    """
    connection.execute(sa.delete(bands).where(bands.c.document_number == own))
    touching = or_(copies.c.first == own, copies.c.second == own)
    edges = connection.execute(select(copies).where(touching)).all()
    if not edges:
        return False
    connection.execute(sa.delete(copies).where(touching))
    ends = {edge.first if edge.second == own else edge.second: (edge.containment, edge.method) for edge in edges}
    same = [number for number, (_, method) in ends.items() if method == SAME_WORDS]
    if same:
        heir = min(same)
        known = {
            *connection.scalars(select(copies.c.second).where(copies.c.first == heir)),
            *connection.scalars(select(copies.c.first).where(copies.c.second == heir)),
        }
        _insert_edges(connection, heir, {n: edge for n, edge in ends.items() if n != heir and n not in known})
    return True


def _insert_edges(connection: Connection, own: int, edges: _Edges) -> None:
    rows = [
        {"first": min(own, other), "second": max(own, other), "containment": share, "method": method}
        for other, (share, method) in edges.items()
    ]
    if rows:
        connection.execute(sa.insert(copies), rows)


def _settle(connection: Connection, own: Row[tuple[object, ...]], linked: Collection[int], torn: bool) -> None:
    """Gives every document of the clusters touched the smallest live document id of its connected component."""
    names = {own.story_cluster}
    for some in chunks(list(linked)):
        names |= set(connection.scalars(select(documents.c.story_cluster).where(documents.c.number.in_(some))))
    if torn:
        _settle_anew(connection, sorted(names))
    elif len(names) > 1:  # whole clusters grow together, each named by its smallest id
        for some in chunks(sorted(names - {min(names)})):
            cluster = documents.c.story_cluster
            connection.execute(sa.update(documents).where(cluster.in_(some)).values(story_cluster=min(names)))


def _settle_anew(connection: Connection, clusters: Sequence[str]) -> None:
    """Finds the connected components among the members of these clusters, and names each by its smallest id."""
    columns = (documents.c.number, documents.c.document_id, documents.c.story_cluster)
    members = [
        row
        for some in chunks(clusters)
        for row in connection.execute(select(*columns).where(documents.c.story_cluster.in_(some)))
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
