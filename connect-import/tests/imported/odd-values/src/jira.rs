use connect_runtime::prelude::*;

#[jira_issue_field(
    name = "Field",
    description = "F",
    extractions = [{ name = "Category", path = "category", type = text }],
    type = string,
)]
struct Field;

// dropped params.list[1]: null
// dropped params.small: -9223372036854775808
// dropped params.negative: -1.5
// dropped params.big: 18446744073709551615
#[web_item(
    name = "Plain",
    location = "jira.issue.tools",
    params = {
        // why: nobody knows
        "a-b" = "c",
        "crate" = "d",
        empty = {},
        float = 1.5,
        list = [1, "x", []],
        yes = true,
    },
    weight = 200,
)]
async fn numbers() -> Page {
    not_written!()
}

// dropped params.deep.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a: { a = { a = { a = { a = { a = { a = { a = { a = { a = { a = { a = { a = { a = { a = { a = { a = { a = { a = { a = { a = { a = { a = { a = { a = { a = { a = { a = 1 } } } } } } } } } } } } } } } } } } } } } } } } } } }
#[web_item(
    name = "Deep",
    location = "jira.issue.tools",
    params = {
        deep = {
            a = {
                a = {
                    a = {
                        a = {
                            a = {
                                a = {
                                    a = {
                                        a = {
                                            a = {
                                                a = {
                                                    a = {
                                                        a = {
                                                            a = {
                                                                a = {
                                                                    a = {
                                                                        a = {
                                                                            a = {
                                                                                a = {
                                                                                    a = {
                                                                                        a = {
                                                                                            a = {
                                                                                                a = {
                                                                                                    a = {
                                                                                                        a = {
                                                                                                            a = {
                                                                                                                a = {
                                                                                                                    a = {
                                                                                                                        a = {
                                                                                                                            a = {
                                                                                                                                a = {
                                                                                                                                    a = {
                                                                                                                                        a = {
                                                                                                                                            a = {
                                                                                                                                                a = {
                                                                                                                                                    a = {
                                                                                                                                                        a = {
                                                                                                                                                            a = {
                                                                                                                                                                a = {
                                                                                                                                                                    a = {
                                                                                                                                                                        a = {
                                                                                                                                                                            a = {
                                                                                                                                                                                a = {
                                                                                                                                                                                    a = {
                                                                                                                                                                                        a = {
                                                                                                                                                                                            a = {
                                                                                                                                                                                                a = {
                                                                                                                                                                                                    a = {
                                                                                                                                                                                                        a = {
                                                                                                                                                                                                            a = {
                                                                                                                                                                                                                a = {
                                                                                                                                                                                                                    a = {
                                                                                                                                                                                                                        a = {
                                                                                                                                                                                                                            a = {
                                                                                                                                                                                                                                a = {
                                                                                                                                                                                                                                    a = {
                                                                                                                                                                                                                                        a = {
                                                                                                                                                                                                                                            a = {
                                                                                                                                                                                                                                                a = {
                                                                                                                                                                                                                                                    a = {
                                                                                                                                                                                                                                                        a = {
                                                                                                                                                                                                                                                            a = {
                                                                                                                                                                                                                                                                a = {
                                                                                                                                                                                                                                                                },
                                                                                                                                                                                                                                                            },
                                                                                                                                                                                                                                                        },
                                                                                                                                                                                                                                                    },
                                                                                                                                                                                                                                                },
                                                                                                                                                                                                                                            },
                                                                                                                                                                                                                                        },
                                                                                                                                                                                                                                    },
                                                                                                                                                                                                                                },
                                                                                                                                                                                                                            },
                                                                                                                                                                                                                        },
                                                                                                                                                                                                                    },
                                                                                                                                                                                                                },
                                                                                                                                                                                                            },
                                                                                                                                                                                                        },
                                                                                                                                                                                                    },
                                                                                                                                                                                                },
                                                                                                                                                                                            },
                                                                                                                                                                                        },
                                                                                                                                                                                    },
                                                                                                                                                                                },
                                                                                                                                                                            },
                                                                                                                                                                        },
                                                                                                                                                                    },
                                                                                                                                                                },
                                                                                                                                                            },
                                                                                                                                                        },
                                                                                                                                                    },
                                                                                                                                                },
                                                                                                                                            },
                                                                                                                                        },
                                                                                                                                    },
                                                                                                                                },
                                                                                                                            },
                                                                                                                        },
                                                                                                                    },
                                                                                                                },
                                                                                                            },
                                                                                                        },
                                                                                                    },
                                                                                                },
                                                                                            },
                                                                                        },
                                                                                    },
                                                                                },
                                                                            },
                                                                        },
                                                                    },
                                                                },
                                                            },
                                                        },
                                                    },
                                                },
                                            },
                                        },
                                    },
                                },
                            },
                        },
                    },
                },
            },
        },
        flat = 1,
    },
)]
async fn deep() -> Page {
    not_written!()
}

// dropped weight: 100.5
#[web_item(name = "Fraction", location = "jira.issue.tools", tooltip = "Tip")]
async fn fraction() -> Page {
    not_written!()
}

// dropped weight: 1e+30
#[web_item(name = "Huge", location = "jira.issue.tools", style_classes = ["alone"])]
async fn huge() -> Page {
    not_written!()
}
