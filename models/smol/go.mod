module github.com/pawgen/pawgen/models/smol

go 1.25.0
