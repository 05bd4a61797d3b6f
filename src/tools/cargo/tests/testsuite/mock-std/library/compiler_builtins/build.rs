fn main() {
    println!("cargo::metadata=compiler-rt=foo");
}
