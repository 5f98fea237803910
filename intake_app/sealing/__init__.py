"""Seals requests for the lead agency, and makes and checks the keys for it. No Flask, no SMTP."""

from intake_app.sealing.authority import SIGNING_YEARS as SIGNING_YEARS
from intake_app.sealing.authority import Authority as Authority
from intake_app.sealing.certificate_summary import CertificateSummary as CertificateSummary
from intake_app.sealing.certificate_summary import summarize as summarize
from intake_app.sealing.certificate_summary import summarize_all as summarize_all
from intake_app.sealing.certificates import WARN_BEFORE_END as WARN_BEFORE_END
from intake_app.sealing.certificates import check_certificates as check_certificates
from intake_app.sealing.findings import Findings as Findings
from intake_app.sealing.keys import KeyFiles as KeyFiles
from intake_app.sealing.keys import KeyPair as KeyPair
from intake_app.sealing.keys import make_key_pair as make_key_pair
from intake_app.sealing.keys import write_key_pair as write_key_pair
from intake_app.sealing.keys import write_private as write_private
from intake_app.sealing.keys import write_public as write_public
from intake_app.sealing.seal import Sealer as Sealer
from intake_app.sealing.signer import load_signer as load_signer
from intake_app.sealing.spoken import SpokenWords as SpokenWords
from intake_app.sealing.stray_keys import OPENS_HERE as OPENS_HERE
from intake_app.sealing.stray_keys import holds_private_key as holds_private_key
