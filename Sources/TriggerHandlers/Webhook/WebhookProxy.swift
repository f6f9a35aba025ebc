import Foundation

/// The proxy that libcurl takes from the environment, as host and port.
enum WebhookProxy {
  /// Nil where the exchange is direct. A proxy's user and password are left out.
  static func proxy(of address: URL, _ environment: [String: String]) -> String? {
    let scheme = address.scheme?.lowercased() ?? ""
    // HTTP_PROXY in capitals may be a request's header where a server runs programs: libcurl does not read it.
    let names = ["\(scheme)_proxy"] + (scheme == "http" ? [] : ["\(scheme.uppercased())_PROXY"])
    guard let text = (names + ["all_proxy", "ALL_PROXY"]).lazy.compactMap({ environment[$0] }).first, !text.isEmpty,
      !isExempt(address.host ?? "", environment["no_proxy"] ?? environment["NO_PROXY"] ?? ""),
      let proxy = URL(string: text.contains("://") ? text : "http://\(text)")
    else { return nil }
    return proxy.hostAndPort(else: proxy.scheme?.lowercased() == "https" ? 443 : 1080)
  }

  /// - Parameter list: hosts and domains, parted by commas or spaces; `*` is all.
  private static func isExempt(_ host: String, _ list: String) -> Bool {
    let host = host.lowercased()
    return list.lowercased().split { ", ".contains($0) }.contains { entry in
      let name = entry.drop { $0 == "." }
      return entry == "*" || host == name || host.hasSuffix(".\(name)")
    }
  }
}

extension URL {
  /// - Parameter port: where it names none.
  func hostAndPort(else port: Int) -> String {
    let host = host ?? ""
    return "\(host.contains(":") ? "[\(host)]" : host):\(self.port ?? port)"
  }
}
