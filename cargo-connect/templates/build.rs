fn main() {
    connect_build::emit();
}
