"""What a finding means and what to do about it, in a sentence."""

from __future__ import annotations

from catalog.report.findings import Cluster, Named, Unheard

_LIKE = 0.999


def telling(cluster: Cluster) -> str:
    """How the products of a cluster could be told apart."""
    same = any(pair.likeness >= _LIKE for pair in cluster.pairs)
    sound = "Some names sound the same." if same else "The names differ in about one sound."
    if not cluster.differ:
        return f"{sound} Give them names that differ in a whole word."
    return f"{sound} Put the {' or the '.join(cluster.differ)} into the name: it differs for each."


def called(member: Named) -> str:
    """The product's name, and the alias by which it is mistaken where it is by one."""
    other = member.heard_as not in ("", member.name)
    return f"{member.name}, said “{member.heard_as}”" if other else member.name


def advice(word: Unheard) -> str:
    """What could be done about a word that cannot be heard."""
    if not word.instead:
        return "Give these products an alias without it."
    told = [f"“{one}”" for one in word.instead]
    return f"Give these products an alias with {' or '.join(told)} in its place."
