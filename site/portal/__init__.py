"""The portal: data in, HTML, PDF and calendars out."""
