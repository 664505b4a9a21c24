@echo off
rem Starts rollcall from a checkout on Windows; see the file "rollcall" for the reasons.
where node >nul 2>nul
if errorlevel 1 (
  echo rollcall: needs Node.js 20.19 or later, and there is no "node" on the PATH. 1>&2
  exit /b 3
)
node "%~dp0scripts\setup.mjs" <nul 1>&2
if errorlevel 1 exit /b 3
node "%~dp0dist\cli\main.js" %*
exit /b %errorlevel%
