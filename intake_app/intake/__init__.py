"""The use cases: take a request in, show its receipt, deliver what is due."""

from intake_app.intake.clock import Clock as Clock
from intake_app.intake.clock import utc_now as utc_now
from intake_app.intake.deliver import deliver_due as deliver_due
from intake_app.intake.deliver import run_delivery as run_delivery
from intake_app.intake.reception import Intake as Intake
from intake_app.intake.tickets import ticket_for as ticket_for
from intake_app.intake.tickets import token_hash as token_hash
