"""The addresses a browser can ask for: parse, call one use case, render or redirect."""
