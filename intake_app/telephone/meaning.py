"""What the words around a number make of it: forbidden, of old, or a flat and no area code."""

from __future__ import annotations

import re

from intake_app.telephone.beside import has_other_number

COUNTS = re.compile(
    r"(?<!\w)(?:after|before|until|till?|from|between|to|at|by|around|about|past|since|and|or|"
    r"après|apres|avant|dès|des|depuis|vers|jusqu['’]à|entre|de|à|a|et|ou|sur|"
    r"apt|apartment|app|appartement|unit|unité|suite|room|rm|chambre|bureau|floor|étage|"
    r"line|ligne|ext|extension|poste)\.? *#? *$|\d ?[:h] ?$",
    re.IGNORECASE,
)
"""Words that a hour, a flat or an extension follows, and never a country's code."""
FLAT = re.compile(
    r"(?<!\w)(?:(?:apartment|apt|appartement|appart|app\.|unit|unité|suite|room|rm|chambre|box|"
    r"casier)|(?:extension|extn|ext|poste)\.? *:?)\.? *(?:#|n[o°º]\.?)? *$|(?:^|[,;.(/-]) *#$",
    re.IGNORECASE,
)
"""Words that three digits follow which are no area code. `bureau` means a telephone as often."""
WORDS_BETWEEN = (
    r"(?:(?:call(?:ing)?|use|phone|dial|text|ring|try|reach|contact|at|on|to|the|this|that|my|our|"
    r"number|cell|(?:home|work) (?:number|phone)|le|la|au|ce|cet|cette|mon|ma|notre|numéro|"
    r"numero|téléphone|telephone|cellulaire|tél|tel|appeler|appelez|téléphoner|téléphonez|"
    r"composer|composez|utiliser|utilisez|texter|textez|joindre|à|sur)[ :.]+)*\(?$"
)
FORBIDDEN = re.compile(
    r"(?<!\w)(?:(?<!if )not|never|no longer|cannot|dont|cant|isnt|\w+n['’]t|pas|jamais"
    r"|n['’e] ?\w+ plus)[ :]+" + WORDS_BETWEEN,
    re.IGNORECASE,
)
OF_OLD = re.compile(
    r"(?<!\w)(?:(?<!year )(?<!years )old|former|previous|wrong|ancien(?:ne)?|vieux|mauvais|faux)"
    r"[ :]+" + WORDS_BETWEEN,
    re.IGNORECASE,
)
OF_OLD_BEHIND = re.compile(
    r"[ (,;:-]*(?:(?:is|was|est|c['’]est|était) )?(?:my |the |mon |l['’] ?)?(?:old|former|ancien|"
    r"no longer|not (?:working|in service|mine|valid)|does(?:n['’]?t| not) work|disconnected|"
    r"out of service|hors service|ne (?:marche|fonctionne)|n['’]est plus)(?!\w)",
    re.IGNORECASE,
)


def is_a_count(before: str) -> bool:
    """Whether one or two digits behind these words are an hour, a flat or an extension."""
    return bool(COUNTS.search(before))


def is_a_flat(before: str) -> bool:
    """Whether three digits behind these words may be the number of a door or an extension."""
    return bool(FLAT.search(before))


def is_forbidden(before: str, after: str) -> bool:
    """Whether the words say not to call it, or that it is an old one."""
    if FORBIDDEN.search(before) or OF_OLD.search(before):
        return True
    return bool(OF_OLD_BEHIND.match(after)) and has_other_number(after)
