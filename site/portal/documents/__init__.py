"""The documents of a region, one PDF each a language: to print, to fill in, to keep."""

from portal.documents.leaflets import Saying as Saying
from portal.documents.leaflets import leaflet_html as leaflet_html
from portal.documents.leaflets import print_leaflet as print_leaflet
from portal.documents.leaflets import sentences_of as sentences_of
from portal.documents.library import DOCUMENTS as DOCUMENTS
from portal.documents.library import Document as Document
from portal.documents.library import Questions as Questions
from portal.documents.library import address_of as address_of
from portal.documents.library import addresses as addresses
from portal.documents.library import articles_needed as articles_needed
from portal.documents.library import form_page_html as form_page_html
from portal.documents.library import form_pages as form_pages
from portal.documents.library import write_all as write_all
from portal.documents.printing import DocumentFault as DocumentFault
from portal.documents.printing import DocumentsUnavailable as DocumentsUnavailable
from portal.documents.printing import check_machine as check_machine
from portal.documents.printing import prepare as prepare
from portal.documents.templates import DocumentContext as DocumentContext
