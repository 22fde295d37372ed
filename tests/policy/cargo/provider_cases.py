"""Configs, and whom cargo asks for a token with each of them."""

from tests.policy.cargo.provider_calls import ALT, INDEX

PROJECT, OUTER = ".cargo/config.toml", "../.cargo/config.toml"
OWN = f"{ALT}credential-provider"
LISTED = "[registry]\nglobal-credential-providers"


Case = tuple[dict[str, str], dict[str, str], list[str]]
"""Files (those of CARGO_HOME begin with `~`), environment, and the commands of the providers that a logout asks."""

CASES: dict[str, Case] = {
    "nothing configured": ({PROJECT: ALT}, {}, ["cargo:token"]),
    "a string": ({PROJECT: f'{OWN} = "one"\n'}, {}, ["one"]),
    "a string with arguments": ({PROJECT: f'{OWN} = " one  -a\\tb "\n'}, {}, ["one -a b"]),
    "an array": ({PROJECT: f'{OWN} = ["one", "a b"]\n'}, {}, ["one a b"]),
    "an array is not split": ({PROJECT: f'{OWN} = ["one two"]\n'}, {}, ["one two"]),
    "the list from last to first": (
        {PROJECT: f'{ALT}{LISTED} = ["one", "two", "three"]\n'},
        {},
        ["three", "two", "one"],
    ),
    "items of the list are split": ({PROJECT: f'{ALT}{LISTED} = ["one a b", "two"]\n'}, {}, ["two", "one a b"]),
    "an own provider beats the list": ({PROJECT: f'{OWN} = "one"\n{LISTED} = ["two"]\n'}, {}, ["one"]),
    "the nearest own provider": (
        {PROJECT: f'{OWN} = "one a"\n', "~config.toml": f'{OWN} = "two b"\n'},
        {},
        ["one a"],
    ),
    "the nearest array, where nothing else is in both files": (
        {PROJECT: f'{OWN} = ["one", "a"]\n', "~config.toml": 'registries.alt.credential-provider = ["two", "b"]\n'},
        {},
        ["one a"],
    ),
    "arrays in the credentials file": (
        {
            PROJECT: f'{OWN} = ["one", "a"]\n',
            "~credentials.toml": 'registries.alt.credential-provider = ["two", "b"]\n',
        },
        {},
        ["one a two b"],
    ),
    "aliases in the credentials file": (
        {
            PROJECT: f'{OWN} = "al"\n[credential-alias]\nal = ["one", "a"]\n',
            "~credentials.toml": 'credential-alias.al = ["two", "b"]\n',
        },
        {},
        ["one a two b"],
    ),
    "lists are joined": (
        {
            PROJECT: f'{ALT}{LISTED} = ["one"]\n',
            OUTER: f'{LISTED} = ["two"]\n',
            "~config.toml": f'{LISTED} = ["three"]\n',
        },
        {},
        ["one", "two", "three"],
    ),
    "an empty list": ({PROJECT: f"{ALT}{LISTED} = []\n"}, {}, ["cargo:token"]),
    "an empty list resets nothing": (
        {PROJECT: f"{ALT}{LISTED} = []\n", "~config.toml": f'{LISTED} = ["one"]\n'},
        {},
        ["one"],
    ),
    "an empty item": ({PROJECT: f'{ALT}{LISTED} = ["one", " "]\n'}, {}, [""]),
    "the environment's own": (
        {PROJECT: f'{OWN} = ["one", "a"]\n'},
        {"CARGO_REGISTRIES_ALT_CREDENTIAL_PROVIDER": "two b c"},
        ["two b c"],
    ),
    "the environment's list": (
        {PROJECT: f'{ALT}{LISTED} = ["one a"]\n'},
        {"CARGO_REGISTRY_GLOBAL_CREDENTIAL_PROVIDERS": "two three"},
        ["three", "two", "one a"],
    ),
    "the environment's empty list": (
        {PROJECT: ALT},
        {"CARGO_REGISTRY_GLOBAL_CREDENTIAL_PROVIDERS": ""},
        ["cargo:token"],
    ),
    "a registry of the environment": ({}, {"CARGO_REGISTRIES_ALT_INDEX": INDEX}, ["cargo:token"]),
    "a provider of the environment": (
        {},
        {"CARGO_REGISTRIES_ALT_INDEX": INDEX, "CARGO_REGISTRIES_ALT_CREDENTIAL_PROVIDER": "one"},
        ["one"],
    ),
    "the index of another name in the environment": (
        {PROJECT: f'{OWN} = "one"\n[registries.renamed]\ncredential-provider = "two"\n'},
        {"CARGO_REGISTRIES_RENAMED_INDEX": INDEX},
        ["two"],
    ),
    "the environment cannot spell a dash": (
        {PROJECT: f'[registries.my-corp]\nindex = "{INDEX}"\ncredential-provider = "one"\n{ALT}'.replace(ALT, "")},
        {"CARGO_REGISTRIES_MY_CORP_INDEX": INDEX, "CARGO_REGISTRIES_ALT_INDEX": "sparse+https://other.example.org/"},
        ["cargo:token"],
    ),
    "found by its index, not its name": (
        {PROJECT: f'{ALT}[registries.beta]\nindex = "sparse+https://b.example.org/x/"\ncredential-provider = "one"\n'},
        {"CARGO_REGISTRIES_ALT_INDEX": "sparse+https://b.example.org/x.git/"},
        ["cargo:token"],
    ),
    "crates.io's own table": ({PROJECT: '[registry]\ncredential-provider = "one a"\n'}, {}, ["one a"]),
    "crates.io is no registry of the config": (
        {PROJECT: '[registries.crates-io]\ncredential-provider = "one"\n'},
        {},
        ["cargo:token"],
    ),
    "crates.io in the environment": ({}, {"CARGO_REGISTRY_CREDENTIAL_PROVIDER": "one a"}, ["one a"]),
    "crates.io is no registry of the environment": (
        {},
        {"CARGO_REGISTRIES_CRATES_IO_CREDENTIAL_PROVIDER": "one"},
        ["cargo:token"],
    ),
    "crates.io by its index": (
        {
            PROJECT: '[registry]\ncredential-provider = "two"\n[registries.alt]\ncredential-provider = "one"\n'
            'index = "https://github.com/rust-lang/crates.io-index"\n'
        },
        {},
        ["two"],
    ),
    "an alias": ({PROJECT: f'{OWN} = "al"\n[credential-alias]\nal = ["one", "a b"]\n'}, {}, ["one a b"]),
    "an alias as a string": ({PROJECT: f'{OWN} = "al"\n[credential-alias]\nal = "one a b"\n'}, {}, ["one a b"]),
    "an alias in the list": (
        {PROJECT: f'{ALT}{LISTED} = ["al", "two"]\n[credential-alias]\nal = "one a"\n'},
        {},
        ["two", "one a"],
    ),
    "an alias with arguments is none": ({PROJECT: f'{OWN} = "al x"\n[credential-alias]\nal = "one"\n'}, {}, ["al x"]),
    "an alias of an alias is none": (
        {PROJECT: f'{OWN} = "al"\n[credential-alias]\nal = "be"\nbe = "one"\n'},
        {},
        ["be"],
    ),
    "an alias of a program": ({PROJECT: f'{OWN} = "one"\n[credential-alias]\none = "two"\n'}, {}, ["two"]),
    "an alias of a built-in": (
        {PROJECT: f'{OWN} = "cargo:token"\n[credential-alias]\n"cargo:token" = "two"\n'},
        {},
        ["cargo:token"],
    ),
    "an alias that is a built-in": (
        {PROJECT: f'{OWN} = "al"\n[credential-alias]\nal = "cargo:wincred"\n'},
        {},
        ["cargo:wincred"],
    ),
    "an alias of the environment": (
        {PROJECT: f'{OWN} = "my-al"\n[credential-alias]\nmy-al = "two"\n'},
        {"CARGO_CREDENTIAL_ALIAS_MY_AL": "one a"},
        ["one a"],
    ),
    "an empty alias is none": ({PROJECT: f'{OWN} = "one"\n[credential-alias]\none = []\n'}, {}, ["one"]),
    "an alias of a wrong type is none": (
        {PROJECT: f'{OWN} = "one"\n[credential-alias]\none = 1\n'},
        {"CARGO_CREDENTIAL_ALIAS_ONE": "two"},
        ["one"],
    ),
    "an alias with a dot is a table's key": (
        {PROJECT: f'{OWN} = "a.b"\n[credential-alias]\n"a.b" = "one"\n[credential-alias.a]\nb = "two"\n'},
        {},
        ["two"],
    ),
    "a path of the project": ({PROJECT: f'{OWN} = "bin/one a"\n'}, {}, ["{tree}/bin/one a"]),
    "a path of the list": ({PROJECT: f'{ALT}{LISTED} = ["./bin/one a"]\n'}, {}, ["{tree}/./bin/one a"]),
    "a path of the home": ({PROJECT: ALT, "~config.toml": f'{LISTED} = ["bin/one"]\n'}, {}, ["{root}/bin/one"]),
    "a path of an alias": (
        {PROJECT: f'{OWN} = "al"\n', "~config.toml": '[credential-alias]\nal = "bin/one"\n'},
        {},
        ["{root}/bin/one"],
    ),
    "a path of the environment": (
        {PROJECT: ALT},
        {"CARGO_REGISTRIES_ALT_CREDENTIAL_PROVIDER": "./sub/bin/one"},
        ["{tree}/./sub/bin/one"],
    ),
    "a path of an included file": (
        {PROJECT: 'include = ["more/x.toml"]\n', ".cargo/more/x.toml": f'{OWN} = "../bin/one"\n'},
        {},
        ["{tree}/.cargo/../bin/one"],
    ),
    "an absolute path": ({PROJECT: f'{OWN} = "{{root}}/bin/one"\n'}, {}, ["{root}/bin/one"]),
    "built-ins of other systems": (
        {PROJECT: f'{ALT}{LISTED} = ["cargo:token", "cargo:macos-keychain", "cargo:wincred"]\n'},
        {},
        ["cargo:wincred", "cargo:macos-keychain", "cargo:token"],
    ),
    "a built-in that nobody has built": (
        {PROJECT: f'{ALT}{LISTED} = ["one", "cargo:keyring"]\n'},
        {},
        ["cargo:keyring"],
    ),
    "a built-in that is not stable": ({PROJECT: f'{ALT}{LISTED} = ["one", "cargo:paseto", "two"]\n'}, {}, ["two"]),
    "a token ends it": (
        {PROJECT: f'{ALT}token = "x"\n{LISTED} = ["one", "cargo:token", "two"]\n'},
        {},
        ["two", "cargo:token"],
    ),
    "a token that the own provider shadows": ({PROJECT: f'{OWN} = "one"\ntoken = "x"\n'}, {}, ["one"]),
    "a token that nobody is asked for": ({PROJECT: f'{ALT}token = "x"\n{LISTED} = ["one"]\n'}, {}, ["one"]),
    "a token of the environment, shadowed": (
        {PROJECT: f'{OWN} = "al"\n[credential-alias]\nal = "one x"\n'},
        {"CARGO_REGISTRIES_ALT_TOKEN": "x"},
        ["one x"],
    ),
    "a token of the credentials file, shadowed": (
        {PROJECT: f'{OWN} = "one"\n', "~credentials.toml": '[registries.alt]\ntoken = "x"\n'},
        {},
        ["one"],
    ),
    "a token of the old credentials file": (
        {"~credentials": 'token = "x"\n', "~credentials.toml": ""},
        {},
        ["cargo:token"],
    ),
    "a token of crates.io, shadowed": ({PROJECT: LISTED + ' = ["one"]\n'}, {"CARGO_REGISTRY_TOKEN": "x"}, ["one"]),
    "a key that cargo does not know": ({PROJECT: f'{OWN}s = "one"\n'}, {}, ["cargo:token"]),
    "a key that cargo does not know of crates.io": (
        {PROJECT: '[registry]\ncredential-providers = "one"\nglobal-credential-provider = ["two"]\n'},
        {},
        ["cargo:token"],
    ),
    "providers in the credentials file": (
        {
            PROJECT: f'{ALT}{LISTED} = ["one"]\n',
            "~credentials.toml": f'{LISTED} = ["two", "al"]\n[credential-alias]\nal = "three x"\n',
        },
        {"CARGO_REGISTRY_GLOBAL_CREDENTIAL_PROVIDERS": "cargo:wincred"},
        ["cargo:wincred", "three x", "two", "one"],
    ),
    "an own provider in the credentials file": (
        {PROJECT: f'{OWN} = "one"\n', "~credentials.toml": '[registries.alt]\ncredential-provider = "two"\n'},
        {},
        ["two"],
    ),
}
CRATES_IO_CASES = {name for name in CASES if "crates.io" in name or name == "a token of the old credentials file"}
