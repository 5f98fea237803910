"""The request box: one offline file with which staff open sealed requests in any browser.

Assembled from `source/`, the words of both languages and the certificates that it trusts; the same
input gives the same bytes, so that two people can make it and compare. Never served to anybody.
"""

from intake_app.box.assembly import make_box as make_box
