"""Half-filled forms that only the visitor can open.

The server keeps rows; the 32 bytes that name and open a row are in the visitor's cookie alone.
"""

from intake_app.drafts.codes import in_groups as in_groups
from intake_app.drafts.codes import read_code as read_code
from intake_app.drafts.draft import Draft as Draft
from intake_app.drafts.eraser import DraftEraser as DraftEraser
from intake_app.drafts.one_time import OneTimeNotes as OneTimeNotes
from intake_app.drafts.repository import DraftRepository as DraftRepository
from intake_app.drafts.repository import Kept as Kept
