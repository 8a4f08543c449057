"""How the tables of older versions become those of today, one folder per schema."""
