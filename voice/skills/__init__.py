"""What a shopper can ask for, one small pure file each; a skill only proposes."""
