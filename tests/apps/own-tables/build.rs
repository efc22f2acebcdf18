//! Emits the descriptor.

fn main() {
    connect_build::emit();
}
