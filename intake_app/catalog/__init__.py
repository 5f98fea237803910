"""content/ as frozen data: what portal and intake both read. No Flask, no MkDocs, no network."""

from intake_app.catalog.model import LANGUAGES as LANGUAGES
from intake_app.catalog.model import Approval as Approval
from intake_app.catalog.model import ConsentWording as ConsentWording
from intake_app.catalog.model import CrisisLine as CrisisLine
from intake_app.catalog.model import Criterion as Criterion
from intake_app.catalog.model import Fact as Fact
from intake_app.catalog.model import FrenchService as FrenchService
from intake_app.catalog.model import Language as Language
from intake_app.catalog.model import LeadAgency as LeadAgency
from intake_app.catalog.model import Phone as Phone
from intake_app.catalog.model import Regime as Regime
from intake_app.catalog.model import Region as Region
from intake_app.catalog.model import SelfCheck as SelfCheck
from intake_app.catalog.model import Text as Text
from intake_app.catalog.model import Words as Words
from intake_app.catalog.region import load_region as load_region
from intake_app.catalog.region import region_names as region_names
from intake_app.catalog.region import unfit_to_serve as unfit_to_serve
from intake_app.catalog.typography import french_spacing as french_spacing
from intake_app.catalog.words import load_texts as load_texts
from intake_app.catalog.words import load_words as load_words
