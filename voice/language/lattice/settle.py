"""What lines have from each other: shares of a line, names that were not said again, options of all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import takewhile

from voice.language.lattice.menu import Kind
from voice.language.lattice.order_line import Filled, OrderLine


def settled(lines: Sequence[OrderLine], kinds: Mapping[str, Kind]) -> tuple[OrderLine, ...]:
    """The lines as they are meant."""
    done: list[OrderLine] = []
    for group in _groups(_untold(lines, kinds)):
        if _is_counted_later(group):
            group[:] = [_share_of(group[0], group[1])]
        if _tells_all(group, kinds[group[0].kind]):
            group[1:] = [replace(line, shares=True) for line in group[1:]]
        elif _goes_on(group, kinds[group[0].kind]):
            group[1:] = [replace(line, shares=False) for line in group[1:]]
        if sum(share.number for share in group[1:] if share.shares) <= group[0].number > 1:
            done += _shared_out(group, kinds[group[0].kind])
        else:
            done += [group[0], *(_named_as(line, group[0], kinds[line.kind]) for line in group[1:])]
    return tuple(_with_shared(_named_later(done, kinds), kinds))


def _untold(lines: Sequence[OrderLine], kinds: Mapping[str, Kind]) -> list[OrderLine]:
    """The lines without those that only count others ("two large drinks, one plum soda and one green tea"),
    whose options the others get.
    """
    done: list[OrderLine] = []
    left: list[OrderLine] = list(lines)
    while left:
        whole = left.pop(0)
        shares = _named_shares(whole, left, kinds[whole.kind])
        filled = [one for one in whole.filled if one.slot != kinds[whole.kind].product]
        done += [_share_of(replace(whole, filled=tuple(filled)), share) for share in shares] or [whole]
        del left[: len(shares)]
    return done


def _named_shares(whole: OrderLine, others: Sequence[OrderLine], kind: Kind) -> list[OrderLine]:
    """The lines that tell which ones were counted; none where they are more or fewer."""
    if not (whole.told or not kind.product) or whole.number < 2:
        return []
    shares = list(takewhile(lambda one: one.kind == whole.kind and one.shares, others))
    named = any(one.named for one in shares) and all(kind.slots[one.slot].single for one in whole.filled)
    said = {one.slot for one in whole.filled}
    alike = all(said.isdisjoint(one.slot for one in share.filled) for share in shares) or bool(kind.product)
    whole_number = len(shares) > 1 and sum(one.number for one in shares) == whole.number
    return shares if named and alike and whole_number else []


def _is_counted_later(group: list[OrderLine]) -> bool:
    """True where the number stands behind what it counts ("dumplings, three of them with chili oil")."""
    if len(group) != 2 or group[0].counted or not group[1].shares or group[1].joined:
        return False
    return group[1].number > 1 or len(group[0].filled) <= 1


def _named_later(lines: list[OrderLine], kinds: Mapping[str, Kind]) -> list[OrderLine]:
    """The lines, where the first one is only named with the second ("one large and one small green tea")."""
    first, second = (*lines[:2], None, None)[:2]
    if (
        first is None
        or second is None
        or first.named
        or not (first.counted and second.joined and second.named)
    ):
        return lines
    said = {one.slot for one in first.filled}
    alike = said <= {one.slot for one in second.filled}
    if first.kind != second.kind and not alike:
        return lines
    kind = kinds[second.kind]
    own = tuple(
        one
        for one in second.filled
        if not one.shared
        and (alike or one.behind or one.slot == kind.product)
        and (one.slot not in said or (one.behind and not first.dressed and not kind.slots[one.slot].single))
    )
    return [replace(first, kind=second.kind, filled=(*first.filled, *own), named=True), *lines[1:]]


def _groups(lines: Sequence[OrderLine]) -> list[list[OrderLine]]:
    """Each line that is named, with those behind it that are not."""
    groups: list[list[OrderLine]] = []
    for line in lines:
        if groups and not line.named and line.kind == groups[-1][0].kind:
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _tells_all(group: list[OrderLine], kind: Kind) -> bool:
    """True where the lines without a name share out all of what was named ("three lattes, two small and one
    large"): there are as many, and none says otherwise of what was said of all.
    """
    whole, shares = group[0], group[1:]
    said = {one.slot for one in whole.filled if kind.slots[one.slot].single}
    counted = all(line.numbered and said.isdisjoint(one.slot for one in line.filled) for line in shares)
    return len(shares) > 1 and counted and sum(line.number for line in shares) == whole.number


def _goes_on(group: list[OrderLine], kind: Kind) -> bool:
    """True where "and one with ..." is one more: the others were told apart before ("two ramens with corn and
    one with egg").
    """
    if len(group) < 2 or not group[1].joined:
        return False
    share = {one.slot for one in group[1].filled}
    return any(one.slot in share or not kind.slots[one.slot].single for one in group[0].filled)


def _shared_out(group: list[OrderLine], kind: Kind) -> list[OrderLine]:
    """The first line of a group without what the shares take out of it, and the others."""
    whole = group[0]
    left = whole.number - sum(line.number for line in group[1:] if line.shares)
    others = [_share_of(whole, line) if line.shares else _named_as(line, whole, kind) for line in group[1:]]
    return [replace(whole, number=left), *others] if left else others


def _share_of(whole: OrderLine, share: OrderLine) -> OrderLine:
    """A share with what was said of the whole, unless it says otherwise."""
    kept = tuple(one for one in whole.filled if not _says_otherwise(share, one))
    return replace(share, filled=(*kept, *share.filled), named=True)


def _says_otherwise(share: OrderLine, one: Filled) -> bool:
    return any(other.slot == one.slot and other.value == one.value for other in share.filled)


def _named_as(line: OrderLine, last: OrderLine, kind: Kind) -> OrderLine:
    """The line with the product of the one before."""
    names = tuple(one for one in last.filled if kind.product and one.slot == kind.product)
    return replace(line, filled=(*names, *line.filled))


def _with_shared(lines: list[OrderLine], kinds: Mapping[str, Kind]) -> list[OrderLine]:
    """The lines with what was said of all of them."""
    for at, line in enumerate(lines):
        for one in line.filled:
            if one.shared:
                lines[:at] = [_with(before, one, kinds[before.kind]) for before in lines[:at]]
    return lines


def _with(line: OrderLine, one: Filled, kind: Kind) -> OrderLine:
    slot = kind.slots.get(one.slot)
    taken = any(other.slot == one.slot and (slot is None or slot.single) for other in line.filled)
    if slot is None or one.value not in slot.values or taken or one.slot == kind.product:
        return line
    return replace(line, filled=(*line.filled, one))
