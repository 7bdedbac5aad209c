"""Names of the field's words in Chinese and English; see `models.text.names`."""
