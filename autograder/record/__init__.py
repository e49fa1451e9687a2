"""What a graded notebook leaves behind: `model` is the data, `json` its text form, `store` the files."""
