"""Leaflets for newcomers in ten languages: published only once a person has signed the text."""

from portal.leaflets.languages import LANGUAGES as LANGUAGES
from portal.leaflets.languages import LeafletLanguage as LeafletLanguage
from portal.leaflets.reading import Leaflet as Leaflet
from portal.leaflets.reading import Leaflets as Leaflets
from portal.leaflets.reading import load_leaflets as load_leaflets
