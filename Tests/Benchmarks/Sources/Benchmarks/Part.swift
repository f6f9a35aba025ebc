import ArgumentParser

enum Part: String, CaseIterable, ExpressibleByArgument {
  /// django-triggers' own Python code beside ours.
  case library
  /// Each call of a store on a big table, on either database.
  case store
}
