"""The packages here are strangers': tests/plugins installs them and runs their tests there."""

collect_ignore_glob = ["voicecart_*"]
