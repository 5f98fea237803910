"""From a request to the mail that staff read. No Flask, no SMTP, and nothing is sealed here."""

from intake_app.message.key_test_mail import compose_test_mail as compose_test_mail
from intake_app.message.mail import addressed as addressed
from intake_app.message.mail import compose as compose
from intake_app.message.mail import envelope as envelope
from intake_app.message.metadata import Metadata as Metadata
from intake_app.message.metadata import new_message_id as new_message_id
from intake_app.message.note import note as note
from intake_app.message.note import text_part as text_part
from intake_app.message.note import to_be_sealed as to_be_sealed
from intake_app.message.sign_up import compose_sign_up as compose_sign_up
from intake_app.message.sign_up import sign_up_envelope as sign_up_envelope
