@main
struct TriggerTop {
  static func main() {}
}
