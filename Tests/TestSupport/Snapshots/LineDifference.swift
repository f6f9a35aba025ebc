/// The lines that differ, as `-` expected and `+` found, each with its number.
func lineDifference(expected: String, found: String) -> String {
  let old = expected.split(separator: "\n", omittingEmptySubsequences: false)
  let new = found.split(separator: "\n", omittingEmptySubsequences: false)
  var report: [String] = []
  for number in 0..<max(old.count, new.count) {
    let before = number < old.count ? old[number] : nil
    let after = number < new.count ? new[number] : nil
    guard before != after else { continue }
    if let before { report.append("\(number + 1) - │\(before)│") }
    if let after { report.append("\(number + 1) + │\(after)│") }
  }
  return report.joined(separator: "\n")
}
