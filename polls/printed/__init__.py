"""The questionnaire on paper: laid out by Typst, as a tagged file that reads aloud in order."""
