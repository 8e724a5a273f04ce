"""A whole council to try: real wards, postcodes and census counts, invented people and answers."""
