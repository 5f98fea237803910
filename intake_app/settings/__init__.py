"""The service's settings: read once from the environment, frozen, every fault reported together.

Nothing here opens a database, a key or a connection: `sealing` and `store` check what they open.
"""

from intake_app.settings.addresses import host_of as host_of
from intake_app.settings.addresses import mailbox_of as mailbox_of
from intake_app.settings.addresses import parts_of as parts_of
from intake_app.settings.addresses import site_of as site_of
from intake_app.settings.alarms import AlarmSettings as AlarmSettings
from intake_app.settings.alarms import read_alarms as read_alarms
from intake_app.settings.environment import DEFAULTS as DEFAULTS
from intake_app.settings.environment import LET_US_IN as LET_US_IN
from intake_app.settings.environment import Environment as Environment
from intake_app.settings.environment import unreachable as unreachable
from intake_app.settings.file import read_file as read_file
from intake_app.settings.file import strange_lines as strange_lines
from intake_app.settings.instance import typed_here as typed_here
from intake_app.settings.model import CONTENT as CONTENT
from intake_app.settings.model import LOOPBACK as LOOPBACK
from intake_app.settings.model import PROJECT as PROJECT
from intake_app.settings.model import MailSecurity as MailSecurity
from intake_app.settings.model import MailServer as MailServer
from intake_app.settings.model import Recipient as Recipient
from intake_app.settings.reading import Settings as Settings
from intake_app.settings.reading import content_folder as content_folder
from intake_app.settings.table import SETTINGS as SETTINGS
from intake_app.settings.table import Setting as Setting
