"""Plausible names for people who do not exist."""

import unicodedata

import numpy as np


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


WOMEN = _names(
    "Ana Mei Amara Ingrid Leila Rosa Noor Clara Priya Sofia Zuri Hanna Yuki Elena Fatou Marta Isla Nadia Carmen "
    "Wanjiru Greta Aiko Lucia Thandi Olga Mira Paloma Selma Ruth Dalia Vera Ines"
)
MEN = _names(
    "Tomas Kofi Hiro Mateo Omar Erik Ravi Jonas Diego Samuel Ivan Tariq Bruno Kwame Lars Chen Marco Elias Pavel Idris "
    "Nico Arjun Felix Emeka Hugo Yusuf Anton Rafael Jun Otto Malik Piet"
)
FAMILIES = _names(
    "Duarte Lindqvist Okafor Moreau Tanaka Rossi Novak Haddad Mensah Vargas Keller Iyer Costa Larsen Adeyemi Petrov "
    "Silva Wang Fischer Santos Kimani Berg Rahman Molina Weber Osei Nakamura Laurent Castro Dvorak Farouk Jensen "
    "Banerjee Romero Achebe Virtanen Sato Herrera Maas Abara"
)


def invent_names(women_first: list[bool], rng: np.random.Generator) -> list[str]:
    """One name per entry (True asks for a woman's), no first or family name used again before all were used."""
    decks: dict[str, list[str]] = {"women": [], "men": [], "families": []}
    sources = {"women": WOMEN, "men": MEN, "families": FAMILIES}

    def deal(kind: str) -> str:
        if not decks[kind]:
            decks[kind] = [sources[kind][i] for i in rng.permutation(len(sources[kind]))]
        return decks[kind].pop()

    names: list[str] = []
    for woman in women_first:
        name = f"{deal('women' if woman else 'men')} {deal('families')}"
        while name in names:
            name = f"{name.split()[0]} {deal('families')}-{deal('families')}"
        names.append(name)
    return names


def folder_name(name: str) -> str:
    """`Ana Duarte` -> `ana-duarte`: lower case, ASCII, dashes."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return "-".join(plain.lower().split())
