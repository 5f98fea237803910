"""What the words around a number make of it: forbidden, of old, or a flat and no area code."""

from __future__ import annotations

import re

from intake_app.telephone.extension import has_other_number

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
    r"casier|buzzer|buzz|intercom|interphone|sonnette|door|porte|pin|nip|(?:entry|door|gate) code|"
    r"code (?:de (?:la )?porte|d['’]entrée))|(?:extension|extn|ext|poste)\.? *:?)\.? *"
    r"(?:#|n[o°º]\.?)? *$|(?:^|[,;.(/-]) *#$",
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
    r"(?<!\w)(?:(?<!if )not|never|no longer|cannot|dont|cant|isnt|\w+n['’]t|pas|jamais|stop|avoid"
    r"|except|anything but|instead of|rather than|sauf|évitez|au lieu d[eu]|plutôt que"
    r"|n['’e] ?\w+ plus)[ :]+" + WORDS_BETWEEN,
    re.IGNORECASE,
)
OF_OLD = re.compile(
    r"(?<!\w)(?:(?<!year )(?<!years )old|former|previous|wrong|ancien(?:ne)?|vieux|mauvais|faux)"
    r"[ :]+" + WORDS_BETWEEN,
    re.IGNORECASE,
)
NOT_USED_BEHIND = re.compile(
    r"(?<!\w)(?:(?:do not|do?n['’]?t|never|stop|ne (?:pas|jamais|plus)) (?:call(?:ing)?|use|"
    r"using|dial|phone|ring|try|contact|appeler|utiliser|composer|téléphoner|joindre)"
    r"|n['’e] ?(?:appele[zr]|appelle|utilise[zr]?|compose[zr]?|téléphone[zr]?) (?:pas|jamais|plus)"
    r"|(?:wrong|mauvais|faux) (?:number|numéro)|disconnected|out of service|hors service|débranché"
    r"|no longer (?:works|working|valid|mine|in (?:service|use))"
    r"|(?:not|isn['’]?t) (?:working|in service|valid|mine)|does(?:n['’]?t| not) (?:work|exist)"
    r"|ne (?:marche|fonctionne) (?:pas|plus)|n['’]est (?:pas|plus) (?:en service|valide|à moi|bon))"
    r"(?: (?:it|this|that|me|us|here|there|on|at|any ?more|please|number|to|ce|cet|numéro|ici|à|"
    r"sur|svp|s['’]il vous plaît))*\s*(?=$|[]).,;:!|/])",
    re.IGNORECASE,
)
"""Behind the number, and not about a time or a message, as in `don't call after 9`."""
OTHER_AREA = re.compile(r"(?<![\w-])[2-9](?!11)\d{2}\)? ?(?:or|ou|and|et|/|&) ?\(?$", re.IGNORECASE)
"""As in `905 or 289 555-0123`: of two area codes, nobody knows whose number it is."""
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
    """Whether the words say not to call it, that it is an old one, or leave its area code open."""
    if FORBIDDEN.search(before) or OF_OLD.search(before) or OTHER_AREA.search(before):
        return True
    behind = NOT_USED_BEHIND.search(after)
    if behind and not has_other_number(after[: behind.end()]):
        return True
    return bool(OF_OLD_BEHIND.match(after)) and has_other_number(after)
