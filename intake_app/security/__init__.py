"""What keeps families safe on the web: headers, limits, form tokens and sealed hidden fields."""
