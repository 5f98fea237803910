"""What stands around every page, of portal and form alike: one template, one stylesheet, one model.

The portal's build reads all three from here. Nothing in here may know a request or a draft.
"""

from pathlib import Path

from intake_app.shell.model import AgencyView as AgencyView
from intake_app.shell.model import CrisisView as CrisisView
from intake_app.shell.model import Shell as Shell
from intake_app.shell.model import agency_view as agency_view
from intake_app.shell.model import crisis_view as crisis_view

TEMPLATES = Path(__file__).parent
"""Holds shell.html, which the templates of both halves extend, and a part of each form."""
STYLESHEET = TEMPLATES / "shell.css"
