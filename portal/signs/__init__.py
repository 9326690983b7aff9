"""What a young person's words may be signs of: danger, or an adult's voice. Pure rules over lists, with no database."""
