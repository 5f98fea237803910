"""The questions: fields, checks and cleaning; from typed text to a Referral and back to words."""

from intake_app.forms.answers import Answers as Answers
from intake_app.forms.fields import Complaint as Complaint
from intake_app.forms.paper import PaperPart as PaperPart
from intake_app.forms.paper import paper_form as paper_form
from intake_app.forms.screens import CheckScreen as CheckScreen
from intake_app.forms.screens import CodeScreen as CodeScreen
from intake_app.forms.sign_up import SignUpScreen as SignUpScreen
from intake_app.forms.step import StepForm as StepForm
from intake_app.forms.summary import criterion_texts as criterion_texts
from intake_app.forms.summary import summary as summary
