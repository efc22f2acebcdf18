//! What a macro pays for each REST call that it checks: `cargo bench -p connect-benches --bench
//! lookup`.
//!
//! A path that exists costs a binary search; only a path that does not is compared with all others.

// A benchmark may panic while it is set up.
#![allow(clippy::unwrap_used, missing_docs)]

use std::hint::black_box;

use connect_model::operation::{operation_of_request, operations, table_size};
use connect_model::{Method, Product, check_operation};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

/// A name for the row, and the path that was written.
const UNKNOWN: [(&str, Product, &str); 5] = [
    (
        "a letter is missing",
        Product::Jira,
        "/rest/api/3/isue/{issueIdOrKey}",
    ),
    (
        "a value for a parameter",
        Product::Jira,
        "/rest/api/3/issue/DEMO-1/comment",
    ),
    (
        "the beginning is missing",
        Product::Confluence,
        "/pages/{id}/labels",
    ),
    (
        "nothing is near",
        Product::Jira,
        "/rest/frobnicate/1.0/{a}/{b}/{c}/{d}",
    ),
    (
        "a long one",
        Product::Jira,
        "/rest/api/3/issuetypescreenscheme/{issueTypeScreenSchemeId}/mappings/defaults",
    ),
];

fn lookup(c: &mut Criterion) {
    println!("the table takes {} bytes", table_size());

    let mut known = c.benchmark_group("known path");
    known.bench_function("one", |b| {
        let path = "/rest/api/3/issue/{issueIdOrKey}";
        b.iter(|| check_operation(Product::Jira, Method::Put, black_box(path)).unwrap());
    });
    let all: Vec<(Product, Method, &str)> = operations()
        .iter()
        .map(|it| (it.product(), it.method(), it.path()))
        .collect();
    known.throughput(Throughput::Elements(all.len() as u64));
    known.bench_function("all", |b| {
        b.iter(|| {
            for (product, method, path) in &all {
                black_box(check_operation(*product, *method, path).unwrap());
            }
        });
    });
    known.finish();

    let mut unknown = c.benchmark_group("unknown path");
    for (name, product, path) in UNKNOWN {
        unknown.bench_function(name, |b| {
            b.iter(|| check_operation(product, Method::Get, black_box(path)).unwrap_err());
        });
    }
    unknown.finish();

    c.bench_function("path of a request", |b| {
        let path = "/rest/api/3/issue/DEMO-1/comment/10001";
        b.iter(|| operation_of_request(Product::Jira, Method::Get, black_box(path)).unwrap());
    });
}

criterion_group!(benches, lookup);
criterion_main!(benches);
