"""What an editor may get wrong in files and pages; each fault with its line and its cure."""

from portal.checks.articles import article_faults as article_faults
from portal.checks.articles import line_finder as line_finder
from portal.checks.files import file_faults as file_faults
from portal.checks.lines import line_faults as line_faults
from portal.checks.lines import table_faults as table_faults
from portal.checks.lines import untranslated as untranslated
from portal.checks.page_twins import twin_faults as twin_faults
from portal.checks.prose import paragraphs as paragraphs
from portal.checks.prose import prose_faults as prose_faults
from portal.checks.prose import prose_of as prose_of
