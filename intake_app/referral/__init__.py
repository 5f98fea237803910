"""The request that a family sends, and the published forms in which it travels."""

from intake_app.referral.document import SCHEMA as SCHEMA
from intake_app.referral.document import schema as schema
from intake_app.referral.document import to_json as to_json
from intake_app.referral.model import Access as Access
from intake_app.referral.model import AgeBand as AgeBand
from intake_app.referral.model import AgreedHow as AgreedHow
from intake_app.referral.model import Answer as Answer
from intake_app.referral.model import Child as Child
from intake_app.referral.model import Consent as Consent
from intake_app.referral.model import ConsentGiven as ConsentGiven
from intake_app.referral.model import ConsentKind as ConsentKind
from intake_app.referral.model import Help as Help
from intake_app.referral.model import Helper as Helper
from intake_app.referral.model import Reach as Reach
from intake_app.referral.model import Referral as Referral
from intake_app.referral.model import SafeContact as SafeContact
from intake_app.referral.model import ServiceKind as ServiceKind
from intake_app.referral.model import ServiceWish as ServiceWish
from intake_app.referral.model import SignLanguage as SignLanguage
from intake_app.referral.model import TalkLanguage as TalkLanguage
from intake_app.referral.model import WayIn as WayIn
from intake_app.referral.model import Who as Who
from intake_app.referral.model import consent_kind as consent_kind
from intake_app.referral.sheet_schema import SHEET_SCHEMA as SHEET_SCHEMA
from intake_app.referral.sheet_schema import SHEET_VERSION as SHEET_VERSION
