"""Telephone numbers as people write them: what is dialled, its extension, and what is left."""

from intake_app.telephone.characters import plain_characters
from intake_app.telephone.number import NotDialled
from intake_app.telephone.number import Telephone
from intake_app.telephone.number import with_extension
from intake_app.telephone.reading import read_telephone
from intake_app.telephone.reading import telephone_of

__all__ = [
    "NotDialled",
    "Telephone",
    "plain_characters",
    "read_telephone",
    "telephone_of",
    "with_extension",
]
