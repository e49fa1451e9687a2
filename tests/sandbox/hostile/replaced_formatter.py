# ends: PASSED ERROR, alive
shell = get_ipython()
shell.display_formatter.formatters["text/plain"].for_type(int, lambda x, p, c: p.text("forged"))
shell.display_formatter = shell.display_pub = shell.displayhook = None
