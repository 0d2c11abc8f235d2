using System.Globalization;
using Busbar.BrokerChild;

// Runs the broker with its store in the folder of its first argument, on the port of its second (0 takes a free one), until it is killed; see BrokerKillTests.
await BrokerScript.RunAsync(args[0], int.Parse(args[1], CultureInfo.InvariantCulture));
