using System.Globalization;

namespace Busbar.Core.Battery.Files;

public sealed partial class Expression
{
    /// <summary>Reads by descent: sums of products of signed powers. The depth of brackets and of the evaluation is bounded.</summary>
    private sealed class Parser(string text)
    {
        private readonly List<(Code, double)> _code = [];
        private int _at;
        private int _depth;
        private int _stack;

        internal (Code, double)[] All()
        {
            Sum();
            Skip();
            return _at == text.Length ? [.. _code] : throw Wrong($"\"{text[_at]}\" does not go on from here");
        }

        private void Sum()
        {
            if (++_depth > MostDepth) throw Wrong($"brackets nest more than {MostDepth} deep");
            Product();
            for (; ; )
            {
                if (Take('+')) Then(Product, Code.Add);
                else if (Take('-')) Then(Product, Code.Subtract);
                else break;
            }
            _depth--;
        }

        private void Product()
        {
            Signed();
            for (; ; )
            {
                Skip();
                if (_at + 1 < text.Length && text[_at] == '*' && text[_at + 1] == '*') break;
                if (Take('*')) Then(Signed, Code.Multiply);
                else if (Take('/')) Then(Signed, Code.Divide);
                else break;
            }
        }

        private void Signed()
        {
            if (++_depth > MostDepth) throw Wrong($"signs and brackets nest more than {MostDepth} deep");
            if (Take('-'))
            {
                Signed();
                _code.Add((Code.Negate, 0));
            }
            else if (Take('+')) Signed();
            else Raised();
            _depth--;
        }

        /// <summary>A power binds tighter than the sign before it and looser than the one after: -x**-2 is -(x**(-2)).</summary>
        private void Raised()
        {
            Atom();
            Skip();
            var starred = _at + 1 < text.Length && text[_at] == '*' && text[_at + 1] == '*';
            if (starred) _at += 2;
            else if (!Take('^')) return;
            Then(Signed, Code.Power);
        }

        private void Then(Action operand, Code code)
        {
            operand();
            _code.Add((code, 0));
            _stack--;
        }

        private void Atom()
        {
            Skip();
            if (Take('('))
            {
                Sum();
                Close();
                return;
            }
            var start = _at;
            if (_at < text.Length && (char.IsAsciiDigit(text[_at]) || text[_at] == '.'))
            {
                Push(Code.Number, Number(start));
                return;
            }
            while (_at < text.Length && (char.IsAsciiLetterOrDigit(text[_at]) || text[_at] is '_' or '.')) _at++;
            var name = text[start.._at];
            name = name.StartsWith("np.", StringComparison.Ordinal) ? name[3..] : name.StartsWith("math.", StringComparison.Ordinal) ? name[5..] : name;
            if (name == "x") Push(Code.X, 0);
            else if (name == "pi") Push(Code.Number, Math.PI);
            else Call(name, start);
        }

        private void Call(string name, int start)
        {
            Code? code = name switch
            {
                "exp" => Code.Exp, "log" or "ln" => Code.Log, "log10" => Code.Log10, "sqrt" => Code.Sqrt, "abs" => Code.Abs, "sin" => Code.Sin, "cos" => Code.Cos,
                "tan" => Code.Tan, "sinh" => Code.Sinh, "cosh" => Code.Cosh, "tanh" => Code.Tanh, "arctan" or "atan" => Code.Atan, _ => null,
            };
            _at = code is null ? start : _at;
            if (code is null) throw Wrong(name.Length == 0 ? "a number, x or a function is missing" : $"\"{name}\" is not known; allowed: x, pi, {string.Join(", ", Names)}");
            if (!Take('(')) throw Wrong($"{name} needs its argument in brackets");
            Sum();
            Close();
            _code.Add((code.Value, 0));
        }

        private double Number(int start)
        {
            while (_at < text.Length && (char.IsAsciiDigit(text[_at]) || text[_at] == '.')) _at++;
            if (_at < text.Length && text[_at] is 'e' or 'E')
            {
                _at++;
                if (_at < text.Length && text[_at] is '+' or '-') _at++;
                while (_at < text.Length && char.IsAsciiDigit(text[_at])) _at++;
            }
            return double.TryParse(text.AsSpan(start, _at - start), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
                ? number : throw Wrong($"\"{text[start.._at]}\" is no number");
        }

        private void Push(Code code, double number)
        {
            if (++_stack > MostDepth) throw Wrong($"more than {MostDepth} values wait for each other");
            _code.Add((code, number));
        }

        private void Close()
        {
            if (!Take(')')) throw Wrong("a bracket is not closed");
        }

        private bool Take(char c)
        {
            Skip();
            if (_at >= text.Length || text[_at] != c) return false;
            _at++;
            return true;
        }

        private void Skip()
        {
            while (_at < text.Length && char.IsWhiteSpace(text[_at])) _at++;
        }

        private FormatException Wrong(string what) => new($"Character {_at + 1} of \"{(text.Length > 80 ? text[..80] + "..." : text)}\": {what}.");
    }
}
