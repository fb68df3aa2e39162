"""The copy graph: candidates by shared bands, edges between live documents, clusters as its connected components.

A document gets one edge to each cluster that holds a copy of it, and no more: a thousand reprints, identical or nearly,
make a thousand edges, and the components are those of all pairs. Where a removal takes the edge away that held a
cluster together, the parts are compared again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

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
    number = _number(connection, document_id)
    torn = _take_out(connection, number)
    numbers = sorted({_signed(band) for band in new_bands})
    if numbers:
        connection.execute(sa.insert(bands), [{"band": b, "document_number": number} for b in numbers])
    _link(connection, number, text, numbers, compare, rule)
    _reconnect(connection, torn, compare, rule)


def take_out(connection: Connection, document_id: str, compare: Compare, rule: str) -> None:
    """Takes a document that was just hidden out of the graph: no bands, no edges, a cluster of its own."""
    _reconnect(connection, _take_out(connection, _number(connection, document_id)), compare, rule)


def regroup(connection: Connection, compare: Compare, rule: str) -> None:
    """Finds the copies of all live documents again, under another rule than they were grouped by."""
    connection.execute(sa.delete(copies))
    live = documents.c.version_number.is_not(None)
    connection.execute(sa.update(documents).values(story_cluster=documents.c.document_id))
    for number in connection.scalars(select(documents.c.number).where(live).order_by(documents.c.number)).all():
        _link(connection, number, _text(connection, number), _bands(connection, number), compare, rule, before=number)
    keep_rule(connection, rule)


_Edges = Mapping[int, tuple[float, str]]
"""The other document's number → share and method."""


def _link(
    connection: Connection,
    number: int,
    text: str,
    own_bands: Sequence[int],
    compare: Compare,
    rule: str,
    before: int | None = None,
) -> None:
    """Joins a document's cluster with every other that holds a copy of it, each by one edge.

    ``before`` leaves only documents of smaller numbers to be found.
    """
    own = connection.execute(select(documents).where(documents.c.number == number)).one()
    edges = _find_edges(connection, own, text, own_bands, compare, rule, before)
    _insert_edges(connection, number, edges)
    names = {own.story_cluster}
    for some in chunks(list(edges)):
        names |= set(connection.scalars(select(documents.c.story_cluster).where(documents.c.number.in_(some))))
    for some in chunks(sorted(names - {min(names)})):  # whole clusters grow together, each named by its smallest id
        cluster = documents.c.story_cluster
        connection.execute(sa.update(documents).where(cluster.in_(some)).values(story_cluster=min(names)))


def _find_edges(
    connection: Connection,
    own: Row[tuple[object, ...]],
    text: str,
    own_bands: Sequence[int],
    compare: Compare,
    rule: str,
    before: int | None,
) -> _Edges:
    """One edge to a document with the same words; where there is none, one to each other cluster that holds a copy.

    The likeliest of a cluster are compared first, and the first copy found speaks for the others.
    """
    others = [
        documents.c.collection == own.collection,
        documents.c.version_number.is_not(None),
        documents.c.story_cluster != own.story_cluster,
    ]
    if before is not None:
        others.append(documents.c.number < before)
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
    clusters: dict[str, list[tuple[int, str, int]]] = {}
    for shared, row in _candidates(connection, own_bands, others):
        clusters.setdefault(row.story_cluster, []).append((-shared, row.document_id, row.number))
    edges = {}
    for likeliest in clusters.values():
        heard: set[bytes | None] = set()
        for *_, other in sorted(likeliest):
            words = connection.scalar(select(documents.c.fingerprint).where(documents.c.number == other))
            if words in heard:
                continue
            heard.add(words)
            share = compare(text, _text(connection, other))
            if share is not None:
                edges[other] = (share, rule)
                break
    return edges


def _candidates(
    connection: Connection, own_bands: Sequence[int], others: Sequence[sa.ColumnElement[bool]]
) -> Iterable[tuple[int, Row[Any, Any, Any, Any]]]:
    """Other documents that share enough bands to be worth comparing, and how many.

    Enough is a twelfth of the smaller one's bands. Bands are a sample of a text's shingles, of which copies with one
    word in five replaced still share a third.
    """
    shared: dict[int, int] = {}
    for some in chunks(own_bands):
        query = select(bands.c.document_number, func.count()).where(bands.c.band.in_(some))
        for number, count in connection.execute(query.group_by(bands.c.document_number)):
            shared[number] = shared.get(number, 0) + count
    wanted = select(documents.c.number, documents.c.document_id, documents.c.story_cluster, documents.c.band_count)
    for some in chunks(sorted(shared)):
        for row in connection.execute(wanted.where(documents.c.number.in_(some), *others)):
            if 12 * shared[row.number] >= min(len(own_bands), row.band_count):
                yield shared[row.number], row


def _take_out(connection: Connection, own: int) -> list[int]:
    """Deletes a document's bands and edges, and gives it a cluster of its own; the numbers of those that it leaves.

    Empty where it had no edges, or where another document has the same words: that one takes the edges over, and with
    them all copies of the group. Otherwise their cluster may have come apart, and they are named by what is left of it.
    """
    connection.execute(sa.delete(bands).where(bands.c.document_number == own))
    touching = or_(copies.c.first == own, copies.c.second == own)
    edges = connection.execute(select(copies).where(touching)).all()
    if not edges:
        return []
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
    cluster = connection.scalar(select(documents.c.story_cluster).where(documents.c.number == own))
    left = _name_anew(connection, str(cluster))
    return [] if same else [number for number in left if number != own]


def _reconnect(connection: Connection, numbers: Sequence[int], compare: Compare, rule: str) -> None:
    """Joins the parts of what was one cluster again where copies are in different ones.

    Each document outside the largest part looks for copies in the others; so every pair of parts is looked at.
    """
    parts: dict[str, list[int]] = {}
    for number, cluster in _clusters_of(connection, numbers).items():
        parts.setdefault(cluster, []).append(number)
    left = len(parts)
    for members in sorted(parts.values(), key=len)[:-1]:
        for number in members:
            if left > 1:
                _link(connection, number, _text(connection, number), _bands(connection, number), compare, rule)
                left = len(set(_clusters_of(connection, numbers).values()))


def _clusters_of(connection: Connection, numbers: Sequence[int]) -> dict[int, str]:
    """Number → cluster of those documents that are live."""
    found: dict[int, str] = {}
    for some in chunks(sorted(numbers)):
        query = select(documents.c.number, documents.c.story_cluster).where(documents.c.number.in_(some))
        for row in connection.execute(query.where(documents.c.version_number.is_not(None))):
            found[row.number] = row.story_cluster
    return found


def _insert_edges(connection: Connection, own: int, edges: _Edges) -> None:
    rows = [
        {"first": min(own, other), "second": max(own, other), "containment": share, "method": method}
        for other, (share, method) in edges.items()
    ]
    if rows:
        connection.execute(sa.insert(copies), rows)


def _name_anew(connection: Connection, cluster: str) -> list[int]:
    """Finds the connected components among the members of a cluster, names each by its smallest id; the members."""
    columns = (documents.c.number, documents.c.document_id, documents.c.story_cluster)
    members = connection.execute(select(*columns).where(documents.c.story_cluster == cluster)).all()
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
    return list(ids)


def _number(connection: Connection, document_id: str) -> int:
    return int(
        connection.execute(select(documents.c.number).where(documents.c.document_id == document_id)).scalar_one()
    )


def _text(connection: Connection, number: int) -> str:
    """The cleaned text of a live document."""
    query = select(contents.c.text).join(documents, documents.c.version_number == contents.c.version_number)
    return connection.scalar(query.where(documents.c.number == number)) or ""


def _bands(connection: Connection, number: int) -> list[int]:
    return list(
        connection.scalars(select(bands.c.band).where(bands.c.document_number == number).order_by(bands.c.band))
    )


def _signed(number: int) -> int:
    """The 64-bit number as SQLite stores integers, with a sign."""
    number %= 2**64
    return number - 2**64 if number >= 2**63 else number
