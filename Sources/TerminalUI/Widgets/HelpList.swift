/// All keys with their sentences, under the headings of their groups, in the order of the bindings.
public struct HelpList<Command: Hashable & Sendable>: Sendable {
  public var bindings: [KeyBinding<Command>]
  public var glyphs: Glyphs

  public init(_ bindings: [KeyBinding<Command>], glyphs: Glyphs = .unicode) {
    self.bindings = bindings
    self.glyphs = glyphs
  }

  /// Its lines at that width; what is too long goes on under itself.
  public func lines(width: Int) -> [[Span]] {
    let keyColumn = bindings.map { keys(of: $0).displayWidth }.max() ?? 0
    let indent = keyColumn + 3
    return groups.flatMap { group, bindings -> [[Span]] in
      let heading = group.isEmpty ? [] : [[], [Span(group, .title)]]
      return heading
        + bindings.flatMap { binding in
          let keys = keys(of: binding)
          let padding = String(repeating: " ", count: keyColumn - keys.displayWidth + 2)
          return binding.help.wrapped(to: max(10, width - indent)).enumerated().map { index, text in
            index == 0
              ? [Span(" "), Span(keys, .key), Span(padding + text)]
              : [Span(String(repeating: " ", count: indent) + text)]
          }
        }
    }
  }

  private func keys(of binding: KeyBinding<Command>) -> String {
    binding.keys.map { $0.name(in: glyphs) }.joined(separator: " ")
  }

  private var groups: [(String, [KeyBinding<Command>])] {
    var order: [String] = []
    for binding in bindings where !order.contains(binding.group) { order.append(binding.group) }
    return order.map { group in (group, bindings.filter { $0.group == group }) }
  }
}
